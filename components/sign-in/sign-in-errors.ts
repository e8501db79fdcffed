const SENTENCES: Readonly<Record<string, string>> = {
  'iam.sign_in_failed': 'E-mail or password is not right. Check both and try again.',
  'iam.sign_in_throttled': 'Too many failed attempts. Wait a quarter of an hour and try again.',
  'iam.email_not_verified':
    'Your identity provider has not verified your e-mail address. Have it verified there, then sign in again.',
  CredentialsSignin: 'E-mail or password is not right. Check both and try again.',
  SessionRequired: 'Sign in to go on.',
  csrf: 'The page was open for too long. Reload it and try again.',
  AccessDenied: 'The identity provider did not let you in. Try again, or sign in another way.',
  OAuthCallback: 'The identity provider did not let you in. Try again, or sign in another way.',
  Callback: 'The identity provider did not let you in. Try again, or sign in another way.',
  OAuthSignin: 'The identity provider cannot be reached at the moment. Try again in a minute, or sign in another way.',
};

/** A refused sign-in, as a form shows it. */
export interface Refusal {
  form: string;
  correlationId?: string;
}

/** What a person reads for what the sign-in library carried to the page: a code, ours with the correlation id behind it. */
export function refusalOf(text: string): Refusal {
  const [, code = text, correlationId] = /^([\w.]+):([0-9a-f]{32})$/.exec(text) ?? [];
  return { form: sentenceFor(code), ...(correlationId && { correlationId }) };
}

function sentenceFor(code: string): string {
  return Object.hasOwn(SENTENCES, code)
    ? (SENTENCES[code] ?? '')
    : 'Signing in did not work. Nothing was changed; try again in a moment.';
}
