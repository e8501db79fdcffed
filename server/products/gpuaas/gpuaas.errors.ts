import { registerConstraintErrors } from '@/server/shared/db';
import { defineErrors, type ErrorDetails } from '@/server/shared/errors';

const sentence = (fallback: string) => (details: ErrorDetails) =>
  typeof details['sentence'] === 'string' ? details['sentence'] : fallback;

export const gpuaasErrors = defineErrors('gpuaas', {
  sku_unknown: { kind: 'invalid_input', message: 'This size is no longer offered. Choose one from the list.' },
  disk_too_small: { kind: 'invalid_input', message: 'The disk is smaller than the smallest one on offer.' },
  disk_too_large: { kind: 'invalid_input', message: 'The disk is larger than this size allows.' },
  no_capacity: {
    kind: 'precondition',
    message: sentence('Nothing of this size is free at the moment. Choose another size, or try again later.'),
  },
  launch_refused: {
    kind: 'precondition',
    message: sentence('The money that is left does not cover this launch.'),
  },
  project_closed: { kind: 'precondition', message: 'This project is archived, so nothing can be launched in it.' },
  state_changed: {
    kind: 'conflict',
    message: 'The workspace has moved on since this page was loaded. Look at its state and try again.',
  },
  not_releasable: { kind: 'precondition', message: 'This workspace is already being released, or has ended.' },
  not_retryable: { kind: 'precondition', message: sentence('Only a launch that failed can be tried again.') },
  not_yours: {
    kind: 'forbidden',
    message: 'This workspace belongs to somebody else. Its owner or a project admin can do this.',
  },
  slot_not_blocked: { kind: 'precondition', message: 'This slot is not blocked any more.' },
  node_unavailable: {
    kind: 'unavailable',
    message: 'The machine does not answer at the moment. Nothing was changed; try again in a few seconds.',
  },
  node_elsewhere: {
    kind: 'unavailable',
    message:
      'Another portal looks after this machine, and this one does not reach it. Nothing was changed; do it there.',
  },
  driver_unknown: {
    kind: 'internal',
    message: 'No engine of this kind runs here. Give the correlation id to an operator.',
  },
});

registerConstraintErrors({
  gpuaas_allocation_move: gpuaasErrors.state_changed,
  gpuaas_allocation_identity: gpuaasErrors.state_changed,
  gpuaas_slot_taken: gpuaasErrors.no_capacity,
  gpuaas_slot_one_node: gpuaasErrors.no_capacity,
});
