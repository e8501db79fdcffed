import { closeSync, readdirSync } from 'node:fs';

import { readText } from './processes';

const standardStreams = 3;
const closeOnExec = 0o2000000;

/**
 * Closes what whoever started this process left open in it: it would be handed on to every workspace. Node opens its own descriptors so that they
 * are not, which tells the two apart. Call before anything else is opened.
 */
export function closeInheritedDescriptors(): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name);
    const isChannelToParent = name === process.env['NODE_CHANNEL_FD'];
    if (descriptor < standardStreams || isChannelToParent || !isInheritable(descriptor)) continue;
    try {
      closeSync(descriptor);
    } catch {
      // The descriptor of the listing itself is closed already.
    }
  }
}

function isInheritable(descriptor: number): boolean {
  const flags = /^flags:\s*([0-7]+)$/m.exec(readText(`/proc/self/fdinfo/${descriptor}`) ?? '')?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
}
