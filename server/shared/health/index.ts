export { defineHealthCheck, runHealthChecks, type CheckResult } from './health';
