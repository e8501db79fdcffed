import { accessSync, constants, existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** What the running node runtime found out about this machine: its isolation report, or null where none was written yet. */
export function readIsolation(dataDir) {
  try {
    return JSON.parse(readFileSync(path.join(dataDir, 'runtime', 'isolation.json'), 'utf8'));
  } catch {
    return null;
  }
}

/** Whether the runtime's journal names workspaces: running ones, or ended ones whose slot is held. */
export function holdsWorkspaces(dataDir) {
  const folder = path.join(dataDir, 'runtime', 'workspaces');
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json'));
}

/** Whether this machine has to be able to isolate in every way: root with control groups that can be written. */
export function hasToIsolate() {
  if (process.getuid?.() !== 0) return false;
  return ['/sys/fs/cgroup/memory/cgroup.procs', '/sys/fs/cgroup/cgroup.subtree_control'].some((file) => {
    try {
      accessSync(file, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** One line for a person: how workspaces are kept apart on this machine, what is missing and why, and what the profile makes of it. */
export function describeIsolation(report, { profile, requiredIsolation = [] }) {
  const missing = report.features.filter(({ state }) => state === 'missing');
  const groups = report.cgroups === 'none' ? 'no cgroups' : `cgroup ${report.cgroups}`;
  if (!report.usable) {
    const why = missing.find(({ feature }) => feature === 'sandbox')?.why ?? 'The node runtime does not say why.';
    return `Isolation: none, no workspace can be started here. ${why}`;
  }
  if (missing.length === 0) return `Isolation: complete (${groups}; own users, namespaces, limits and disks)`;
  const reasons = [...new Set(missing.map(({ why }) => why))];
  const parts = reasons.map(
    (why) => `${namesOf(missing.filter((entry) => entry.why === why))} (${why.replace(/\.$/, '')})`,
  );
  const refused = missing.filter(({ feature }) => requiredIsolation.includes(feature));
  const refusal =
    refused.length > 0 ? ` The profile ${profile} requires ${namesOf(refused)}: no workspace is started here.` : '';
  return `Isolation: ${groups}, without ${parts.join(', ')}.${refusal}`;
}

function namesOf(features) {
  return features.map(({ feature }) => feature.replaceAll('_', ' ')).join(' and ');
}
