export { microsToDecimal, type Money } from './money';
