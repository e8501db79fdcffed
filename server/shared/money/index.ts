export { addMoney, decimalToMicros, microsToDecimal, subtractMoney, type Money } from './money';
