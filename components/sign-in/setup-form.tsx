'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { useTRPC } from '@/components/trpc/client';
import { enter } from './enter';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { PasswordFields, passwordProblems } from './new-account-fields';
import { refusalOf } from './sign-in-errors';
import { signInWithPassword } from './sign-in-with-password';
import { forgetLinkToken } from './use-link-token';

const empty = { organizationName: '', projectName: '', name: '', email: '', password: '', repeated: '' };
type Values = typeof empty;

/** Organization, first project and first person, in one form. */
export function SetupForm({ token }: { token: string }) {
  const trpc = useTRPC();
  const complete = useMutation(trpc.iam.setup.complete.mutationOptions());
  const [values, setValues] = useState(empty);
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (patch: Partial<Values>) => setValues((before) => ({ ...before, ...patch }));
  const submit = async () => {
    const problems = problemsOf(values);
    if (Object.keys(problems).length > 0) return setErrors({ fields: problems });
    setBusy(true);
    try {
      await complete.mutateAsync(inputOf(token, values));
    } catch (error) {
      setBusy(false);
      return setErrors(withoutPrefix(formErrorsOf(error)));
    }
    const code = await signInWithPassword(values.email, values.password);
    if (code === null) {
      forgetLinkToken();
      return enter('/');
    }
    setBusy(false);
    const refusal = refusalOf(code);
    setErrors({ ...refusal, form: `The organization is there, but signing in did not work: ${refusal.form}` });
  };
  const field = errors?.fields ?? {};
  return (
    <Form
      label="Set up"
      errors={errors}
      onSubmit={submit}
      actions={
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          Create organization
        </Button>
      }
    >
      <FormField label="Organization" error={field['organizationName']} help="Your company, institute or group.">
        <Input value={values.organizationName} onChange={(event) => set({ organizationName: event.target.value })} />
      </FormField>
      <FormField label="First project" error={field['projectName']} help="Workspaces live in projects.">
        <Input value={values.projectName} onChange={(event) => set({ projectName: event.target.value })} />
      </FormField>
      <FormField label="Your name" error={field['name']}>
        <Input autoComplete="name" value={values.name} onChange={(event) => set({ name: event.target.value })} />
      </FormField>
      <FormField label="E-mail" error={field['email']} help="You sign in with it.">
        <Input
          type="email"
          autoComplete="username"
          value={values.email}
          onChange={(event) => set({ email: event.target.value })}
        />
      </FormField>
      <PasswordFields
        password={values.password}
        repeated={values.repeated}
        onPasswordChange={(password) => set({ password })}
        onRepeatedChange={(repeated) => set({ repeated })}
        passwordError={field['password']}
        repeatedError={field['repeated']}
      />
    </Form>
  );
}

function problemsOf(values: Values): Record<string, string> {
  return {
    ...(values.organizationName.trim() === '' && { organizationName: 'Give the organization a name.' }),
    ...(values.projectName.trim() === '' && { projectName: 'Give the project a name.' }),
    ...(values.name.trim() === '' && { name: 'Give your name.' }),
    ...(values.email.trim() === '' && { email: 'Give your e-mail address.' }),
    ...passwordProblems(values.password, values.repeated),
  };
}

function inputOf(token: string, values: Values) {
  return {
    token,
    organizationName: values.organizationName,
    projectName: values.projectName,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    person: { name: values.name, email: values.email, password: values.password },
  };
}

/** The server names fields by their path in the input; the form knows them by their last part. */
function withoutPrefix(errors: FormErrors): FormErrors {
  if (!errors.fields) return errors;
  const fields = Object.fromEntries(
    Object.entries(errors.fields).map(([key, message]) => [key.replace(/^person\./, ''), message]),
  );
  return { ...errors, fields };
}
