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

/** What a person reads for a code that the sign-in library carried to the page. */
export function sentenceFor(code: string): string {
  return Object.hasOwn(SENTENCES, code)
    ? (SENTENCES[code] ?? '')
    : 'Signing in did not work. Nothing was changed; try again in a moment.';
}
