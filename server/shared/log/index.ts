export { currentCorrelationId, newCorrelationId, withCorrelation } from './correlation';
export { log, overrideLog } from './log';
