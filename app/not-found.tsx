import { ButtonLink } from '@/components/ui/button';
import { MessagePage } from '@/components/ui/message-page';
import { Logo } from '@/components/shell/logo';

/** Shown for what is missing and for what one may not see: the two give the same answer. */
export default function NotFound() {
  return (
    <MessagePage
      mark="404"
      title="Nothing here that you can see"
      logo={<Logo />}
      actions={
        <ButtonLink href="/" variant="primary">
          Go to the start
        </ButtonLink>
      }
    >
      <p>The address may be wrong, the thing may be gone, or it may belong to a project you have no part in.</p>
      <p>If somebody sent you this link, ask them to add you to the project.</p>
    </MessagePage>
  );
}
