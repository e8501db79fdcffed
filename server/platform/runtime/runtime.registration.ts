import { defineProduct } from '@/server/platform/registry';

/** What the runtime domain brings to the registry. */
export const runtimeRegistration = defineProduct({
  name: 'runtime',
  title: 'Runtime access',
  // Entering one's own workload, entering those of others, and seeing who was there.
  permissions: ['runtime.terminal.open', 'runtime.terminal.open_any', 'runtime.terminal.read'],
  auditActions: [
    'runtime.surface.opened',
    'runtime.surface.closed',
    'runtime.terminal.opened',
    'runtime.terminal.closed',
    'runtime.terminal.refused',
    'runtime.shell.ended',
  ],
  surfaceKinds: ['terminal', 'browser_app', 'api_app', 'metrics', 'operator_tool'],
});
