'use client';
import { Logo } from '@/components/shell/logo';
import { MessagePage } from '@/components/ui/message-page';
import { Button } from '@/components/ui/button';
import './globals.css';

type GlobalErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** The last resort: even the root layout failed, so this page brings its own. */
export default function GlobalError({ error, reset }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>Error · GPUaaS</title>
        <MessagePage
          mark="500"
          title="The console could not start"
          logo={<Logo />}
          actions={
            <Button variant="primary" onClick={reset}>
              Try again
            </Button>
          }
        >
          <p>Something failed on our side. Your workspaces are not touched by this and keep running.</p>
          {error.digest && <p className="font-mono text-13 select-all">{error.digest}</p>}
        </MessagePage>
      </body>
    </html>
  );
}
