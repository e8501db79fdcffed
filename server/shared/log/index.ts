export { currentCorrelationId, newCorrelationId, withCorrelation } from './correlation';
export { log } from './log';
