'use client';
import { Logo } from '@/components/shell/logo';
import { Button, ButtonLink } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { MessagePage } from '@/components/ui/message-page';

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

/** Shown when a page could not be drawn. The digest leads to the line in the server's log. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <MessagePage
      mark="500"
      title="This page could not be shown"
      logo={<Logo />}
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <ButtonLink href="/">Go to the start</ButtonLink>
        </>
      }
    >
      <p>Something failed on our side. Your workspaces are not touched by this and keep running.</p>
      {error.digest && (
        <p className="flex items-center gap-1 font-mono text-13">
          <span className="select-all">{error.digest}</span>
          <CopyButton text={error.digest} label="Copy error id" />
        </p>
      )}
    </MessagePage>
  );
}
