import type { FormErrors } from '@/components/ui/form';
import { fieldErrorsOf, messageOf, wireErrorOf } from './wire-error';

/** A failed call as a form shows it: a word per field where the input was refused, else one sentence with its correlation id. */
export function formErrorsOf(error: unknown): FormErrors {
  const fields = fieldErrorsOf(error);
  if (Object.keys(fields).length > 0) return { fields };
  const correlationId = wireErrorOf(error)?.correlationId;
  return { form: messageOf(error), ...(correlationId && { correlationId }) };
}
