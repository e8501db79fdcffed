'use client';
import { signIn } from 'next-auth/react';

/** Signs in with e-mail and password. Gives null when it worked, else a code for `refusalOf`. */
export async function signInWithPassword(email: string, password: string): Promise<string | null> {
  const answer = await signIn('credentials', { redirect: false, email, password }).catch(() => undefined);
  if (!answer) return 'unreachable';
  // A CSRF mismatch is answered with 200 and an address that says so.
  if (answer.url?.includes('csrf=true')) return 'csrf';
  if (answer.error) return answer.error;
  return answer.ok ? null : 'unreachable';
}
