import { defineProduct } from '@/server/platform/registry';

/** Product name: revenue accounts and usage carry it. */
export const PRODUCT = 'gpuaas';

/** What GPUaaS brings to the platform. */
export const gpuaasProduct = defineProduct({
  name: PRODUCT,
  title: 'GPU workspaces',
  permissions: [
    'gpuaas.catalog.read',
    'gpuaas.allocation.read',
    'gpuaas.allocation.launch',
    'gpuaas.allocation.release',
    'gpuaas.allocation.retry',
    'gpuaas.allocation.operate_any',
    'gpuaas.allocation.force_release',
    'gpuaas.fleet.read',
    'gpuaas.fleet.operate',
  ],
  auditActions: [
    'gpuaas.allocation.launched',
    'gpuaas.allocation.activated',
    'gpuaas.allocation.failed',
    'gpuaas.allocation.retried',
    'gpuaas.allocation.release_accepted',
    'gpuaas.allocation.force_released',
    'gpuaas.allocation.released',
    'gpuaas.allocation.release_failed',
    'gpuaas.workspace.orphan_ended',
    'gpuaas.node.enrolled',
    'gpuaas.node.drained',
    'gpuaas.node.resumed',
    'gpuaas.node.retired',
    'gpuaas.slot.rechecked',
  ],
  surfaceKinds: ['terminal'],
});
