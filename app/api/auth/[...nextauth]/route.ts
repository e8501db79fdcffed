import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';
import { createContext } from '@/server/context';
import { authOptions } from '@/server/platform/iam';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** The sign-in library's routes: csrf, callback, session, sign-out. */
function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  const { ipAddress, userAgent, cookies } = createContext(request.headers);
  return NextAuth(request, context, authOptions({ client: { ipAddress, userAgent }, cookies }));
}

export { handle as GET, handle as POST };
