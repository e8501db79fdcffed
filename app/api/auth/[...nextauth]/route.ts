import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';
import { createContext } from '@/server/context';
import { serveSignIn } from '@/server/platform/iam';

interface RouteContext {
  params: Promise<{ nextauth: string[] }>;
}

/** The sign-in library's routes: csrf, callback, session, sign-out. */
function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  const { correlationId, ipAddress, userAgent, cookies } = createContext(request.headers);
  return serveSignIn({ correlationId, client: { ipAddress, userAgent }, cookies }, (options) =>
    NextAuth(request, context, options),
  );
}

export { handle as GET, handle as POST };
