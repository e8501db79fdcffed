import { defineErrors } from '@/server/shared/errors';

export const registryErrors = defineErrors('registry', {
  unknown_name: {
    kind: 'internal',
    message: 'This part of the product is not fully registered. Give the correlation id to an operator.',
  },
});
