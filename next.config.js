/**
 * Packages with native parts or with state that must exist once per process stay outside the bundle.
 * `NEXT_DIST_DIR` lets several checkouts' servers, or a development and a production server, run side by side.
 * @type {import('next').NextConfig}
 */
const config = {
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: [
    '@prisma/client',
    '@prisma/adapter-pg',
    'pg',
    'pg-boss',
    '@node-rs/argon2',
    'pino',
    'socket.io',
    '@lydell/node-pty',
  ],
  // Types are checked by `npm run check`, tests included; a start does not wait for them a second time.
  typescript: { ignoreBuildErrors: true },
  // A page's code is read when it is first asked for: reading that of every page would hold up the first of them, and the start.
  experimental: { optimizePackageImports: ['radix-ui'], preloadEntriesOnStart: false },
  devIndicators: false,
  allowedDevOrigins: ['127.0.0.1'],
};

export default config;
