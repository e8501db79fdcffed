'use client';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';

/** Shortest password that is taken; the server checks it again. */
export const PASSWORD_LENGTH_MIN = 12;

interface PasswordFieldsProps {
  label?: string;
  password: string;
  repeated: string;
  onPasswordChange: (password: string) => void;
  onRepeatedChange: (repeated: string) => void;
  passwordError?: string | undefined;
  repeatedError?: string | undefined;
}

/** A password that is being chosen, typed twice. */
export function PasswordFields({ label = 'Password', ...props }: PasswordFieldsProps) {
  return (
    <>
      <FormField
        label={label}
        help={`At least ${PASSWORD_LENGTH_MIN} characters. A few words are easier to keep than signs.`}
        error={props.passwordError}
      >
        <Input
          type="password"
          name="password"
          autoComplete="new-password"
          value={props.password}
          onChange={(event) => props.onPasswordChange(event.target.value)}
        />
      </FormField>
      <FormField label={`${label}, once more`} error={props.repeatedError}>
        <Input
          type="password"
          name="repeated-password"
          autoComplete="new-password"
          value={props.repeated}
          onChange={(event) => props.onRepeatedChange(event.target.value)}
        />
      </FormField>
    </>
  );
}

/** What is wrong with a chosen password, by field name; empty when nothing is. */
export function passwordProblems(password: string, repeated: string): Record<string, string> {
  if (password.length < PASSWORD_LENGTH_MIN) return { password: `At least ${PASSWORD_LENGTH_MIN} characters.` };
  return password === repeated ? {} : { repeated: 'This is not the same password.' };
}
