import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pathWithin } from '@/components/sign-in/path-within';
import { SignInPage } from '@/components/sign-in/sign-in-page';
import { findMe } from '../../me.server';
import { signInOptions } from '../auth.server';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInRouteProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The way in. Who is in already goes on. */
export default async function SignInRoute({ searchParams }: SignInRouteProps) {
  const query = await searchParams;
  const target = pathWithin(query['callbackUrl']);
  if (await findMe()) redirect(target);
  const error = typeof query['error'] === 'string' ? query['error'] : null;
  return <SignInPage options={await signInOptions()} target={target} errorCode={error} />;
}
