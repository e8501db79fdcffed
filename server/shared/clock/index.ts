export { overriddenNow, overrideClock, processNow } from './clock';
