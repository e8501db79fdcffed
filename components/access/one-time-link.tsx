'use client';
import { Banner } from '@/components/ui/banner';
import { CopyButton } from '@/components/ui/copy-button';
import { AbsoluteTime } from '@/components/domain/time';

/** A link that is shown once: its token is not kept. */
export function OneTimeLink({ url, expiresAt, email }: { url: string; expiresAt: Date; email: string }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-13">
        Hand this link to <strong className="font-medium">{email}</strong>. It works once, until{' '}
        <AbsoluteTime at={expiresAt} />.
      </p>
      <div className="flex items-center gap-2 rounded border border-line bg-sunken px-3 py-2">
        <code className="min-w-0 flex-1 font-mono text-12 break-all select-all" data-testid="one-time-link">
          {url}
        </code>
        <CopyButton text={url} label="Copy link" />
      </div>
      <Banner tone="info">
        It is shown only now. If it gets lost, make another one for the same address and role: this one then stops
        working.
      </Banner>
    </div>
  );
}
