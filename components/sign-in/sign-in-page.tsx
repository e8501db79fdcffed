'use client';
import { signIn } from 'next-auth/react';
import { useState } from 'react';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { enter } from './enter';
import { DemoPeople, type DemoPerson } from './demo-people';
import { EntryPage } from './entry-page';
import { RefusalBanner } from './refusal-banner';
import { refusalOf } from './sign-in-errors';
import { signInWithPassword } from './sign-in-with-password';

interface SignInPageProps {
  options: { oidcName: string | null; needsSetup: boolean; hasOnlyClosedDemo: boolean; demoPeople: DemoPerson[] };
  /** Path to go on to. */
  target: string;
  /** Why an attempt by the identity provider failed, as a code. */
  errorCode: string | null;
}

/** E-mail and password, single sign-on where it is configured, and the demo accounts where there are some. */
export function SignInPage({ options, target, errorCode }: SignInPageProps) {
  if (options.needsSetup) return <NeedsSetup />;
  return (
    <EntryPage title="Sign in">
      {errorCode && <RefusalBanner refusal={refusalOf(errorCode)} />}
      {options.hasOnlyClosedDemo && (
        <Banner tone="info" title="There are only demo accounts here">
          The portal was started without them. Start it with <code>npm start -- --demo</code> to use them.
        </Banner>
      )}
      {options.oidcName && (
        <Button size="lg" onClick={() => void signIn('oidc', { callbackUrl: target })}>
          Continue with {options.oidcName}
        </Button>
      )}
      <PasswordForm target={target} />
      {options.demoPeople.length > 0 && <DemoPeople people={options.demoPeople} target={target} />}
    </EntryPage>
  );
}

function PasswordForm({ target }: { target: string }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    const fields = {
      email: email.trim() === '' ? 'Give your e-mail address.' : undefined,
      password: password === '' ? 'Give your password.' : undefined,
    };
    if (fields.email ?? fields.password) return setErrors({ fields });
    setBusy(true);
    const code = await signInWithPassword(email, password);
    if (code === null) return enter(target);
    setBusy(false);
    setErrors(refusalOf(code));
  };
  return (
    <Form
      label="Sign in"
      dirty={false}
      errors={errors}
      onSubmit={submit}
      actions={
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          Sign in
        </Button>
      }
    >
      <FormField label="E-mail" error={errors?.fields?.['email']}>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </FormField>
      <FormField label="Password" error={errors?.fields?.['password']}>
        <Input
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </FormField>
    </Form>
  );
}

function NeedsSetup() {
  return (
    <EntryPage
      title="Not set up yet"
      lead="Nobody can sign in before the first organization exists. Open the set-up link that was printed when the portal started."
    >
      <p className="text-13 text-muted">
        The link works once and for an hour. Start the portal again to get another one.
      </p>
    </EntryPage>
  );
}
