import type { IsolationFeature, IsolationReport } from '../protocol';

/** Set to `all` where a missing feature is a failure: `npm test` does so as root with cgroups. */
const requirement = 'GPUAAS_REQUIRE_ISOLATION';

/**
 * Whether a promise that rests on this feature can be tried on this machine. Where it cannot, the runtime's report has to say so in a sentence, and the run
 * names what was not tried; where the machine has to give everything, it fails instead.
 */
export function canTry(
  isolation: IsolationReport,
  feature: IsolationFeature,
  { required = process.env[requirement] === 'all', tell = tellOnTerminal } = {},
): boolean {
  const found = isolation.features.find((entry) => entry.feature === feature);
  if (found?.state === 'ok') return true;
  if (found === undefined || !/^\S.*\.$/.test(found.why))
    throw new Error(`The runtime's report does not say in a sentence why ${feature} is missing.`);
  if (required) throw new Error(`This machine has to give ${feature} (${requirement}=all). The runtime: ${found.why}`);
  tell(`Not tried on this machine, for want of ${feature}: ${found.why}`);
  return false;
}

function tellOnTerminal(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
