'use client';
import { useMutation } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { signOut } from 'next-auth/react';
import { useState } from 'react';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { useTRPC } from '@/components/trpc/client';
import type { AppRouter } from '@/server/root';
import { enter } from './enter';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { PasswordFields, passwordProblems } from './new-account-fields';
import { refusalOf } from './sign-in-errors';
import { signInWithPassword } from './sign-in-with-password';
import { forgetLinkToken } from './use-link-token';

export type Invitation = inferRouterOutputs<AppRouter>['iam']['invitations']['inspect'];

interface AcceptProps {
  token: string;
  invitation: Invitation;
}

/** For an address without an account: name and password make one. */
export function AcceptAsNewForm({ token, invitation }: AcceptProps) {
  const trpc = useTRPC();
  const accept = useMutation(trpc.iam.invitations.acceptAsNew.mutationOptions());
  const [values, setValues] = useState({ name: '', password: '', repeated: '' });
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    const problems = {
      ...(values.name.trim() === '' && { name: 'Give your name.' }),
      ...passwordProblems(values.password, values.repeated),
    };
    if (Object.keys(problems).length > 0) return setErrors({ fields: problems });
    setBusy(true);
    try {
      await accept.mutateAsync({ token, name: values.name, password: values.password });
    } catch (error) {
      setBusy(false);
      return setErrors(formErrorsOf(error));
    }
    const code = await signInWithPassword(invitation.email, values.password);
    if (code === null) {
      forgetLinkToken();
      return enter('/');
    }
    setBusy(false);
    const refusal = refusalOf(code);
    setErrors({ ...refusal, form: `Your account is there, but signing in did not work: ${refusal.form}` });
  };
  return (
    <Form
      label="Accept invitation"
      errors={errors}
      onSubmit={submit}
      actions={
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          Accept and sign in
        </Button>
      }
    >
      <FormField label="E-mail" help="The invitation is for this address.">
        <Input type="email" autoComplete="username" readOnly value={invitation.email} />
      </FormField>
      <FormField label="Your name" error={errors?.fields?.['name']}>
        <Input
          autoComplete="name"
          value={values.name}
          onChange={(event) => setValues({ ...values, name: event.target.value })}
        />
      </FormField>
      <PasswordFields
        password={values.password}
        repeated={values.repeated}
        onPasswordChange={(password) => setValues((before) => ({ ...before, password }))}
        onRepeatedChange={(repeated) => setValues((before) => ({ ...before, repeated }))}
        passwordError={errors?.fields?.['password']}
        repeatedError={errors?.fields?.['repeated']}
      />
    </Form>
  );
}

/** For somebody who is signed in: one press, if the invitation is theirs. */
export function AcceptSignedIn({ token, invitation, email }: AcceptProps & { email: string }) {
  const trpc = useTRPC();
  const accept = useMutation(trpc.iam.invitations.accept.mutationOptions());
  const isTheirs = email === invitation.email;
  const confirm = async () => {
    await accept.mutateAsync({ token });
    forgetLinkToken();
    enter('/');
  };
  if (!isTheirs) {
    return (
      <>
        <Banner tone="warn" title="This invitation is for another address">
          You are signed in as {email}. Sign out, then open the link again.
        </Banner>
        <SignOutButton />
      </>
    );
  }
  return (
    <>
      {accept.error && <Banner tone="danger">{formErrorsOf(accept.error).form}</Banner>}
      <div>
        <Button
          variant="primary"
          size="lg"
          busy={accept.isPending || accept.isSuccess}
          onClick={() => void confirm().catch(() => undefined)}
        >
          Accept as {email}
        </Button>
      </div>
    </>
  );
}

/** For an address with an account whose owner is not signed in. */
export function SignInFirst({ invitation }: { invitation: Invitation }) {
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (password === '') return setErrors({ fields: { password: 'Give your password.' } });
    setBusy(true);
    const code = await signInWithPassword(invitation.email, password);
    if (code === null) return window.location.reload();
    setBusy(false);
    setErrors(refusalOf(code));
  };
  return (
    <Form
      label="Sign in to accept"
      dirty={false}
      errors={errors}
      onSubmit={submit}
      actions={
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          Sign in
        </Button>
      }
    >
      <p className="text-13 text-muted">This address has an account. Sign in with it to accept.</p>
      <FormField label="E-mail">
        <Input type="email" autoComplete="username" readOnly value={invitation.email} />
      </FormField>
      <FormField label="Password" error={errors?.fields?.['password']}>
        <Input
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </FormField>
    </Form>
  );
}

/** Ends the session and stays on the page. */
export function SignOutButton() {
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    await signOut({ redirect: false });
    window.location.reload();
  };
  return (
    <div>
      <Button variant="primary" busy={busy} onClick={() => void leave()}>
        Sign out
      </Button>
    </div>
  );
}
