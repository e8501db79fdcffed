'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { PasswordFields, passwordProblems } from '@/components/sign-in/new-account-fields';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { useTRPC } from '@/components/trpc/client';
import { wireErrorOf } from '@/components/trpc/wire-error';
import { Dialog } from '@/components/ui/dialog';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';

/** Changes one's own password. */
export function PasswordDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Change password"
      description="Every other device is signed out. Workspaces keep running."
      size="sm"
    >
      <PasswordForm onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

const empty = { current: '', password: '', repeated: '' };

function PasswordForm({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const change = useMutation(trpc.iam.account.changePassword.mutationOptions());
  const [values, setValues] = useState(empty);
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const submit = async () => {
    const problems = {
      ...(values.current === '' && { current: 'Give your current password.' }),
      ...passwordProblems(values.password, values.repeated),
    };
    if (Object.keys(problems).length > 0) return setErrors({ fields: problems });
    try {
      await change.mutateAsync({ current: values.current, next: values.password });
    } catch (error) {
      const isWrong = wireErrorOf(error)?.code === 'iam.password_wrong';
      return setErrors(isWrong ? { fields: { current: 'This is not your current password.' } } : formErrorsOf(error));
    }
    await queryClient.invalidateQueries(trpc.iam.sessions.pathFilter());
    toast.ok('Password changed');
    onDone();
  };
  const field = errors?.fields ?? {};
  return (
    <Form label="Change password" errors={errors} onSubmit={submit} onCancel={onDone} submitLabel="Change password">
      <FormField label="Current password" error={field['current']}>
        <Input
          type="password"
          autoComplete="current-password"
          value={values.current}
          onChange={(event) => setValues({ ...values, current: event.target.value })}
        />
      </FormField>
      <PasswordFields
        label="New password"
        password={values.password}
        repeated={values.repeated}
        onPasswordChange={(password) => setValues((before) => ({ ...before, password }))}
        onRepeatedChange={(repeated) => setValues((before) => ({ ...before, repeated }))}
        passwordError={field['password'] ?? field['next']}
        repeatedError={field['repeated']}
      />
    </Form>
  );
}
