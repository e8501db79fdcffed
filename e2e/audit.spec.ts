import { owner, ownerPage } from './owner';
import { invite } from './people';
import { expect, test } from './test';

test('the trail shows what somebody does elsewhere while it is looked at', async ({ browser }) => {
  const watching = await ownerPage(browser);
  await watching.goto('/access/audit');
  const trail = watching.getByRole('table', { name: 'Audit trail' });
  await expect(trail).toContainText(owner.name);
  await expect(trail).not.toContainText('newcomer@example.test');
  const acting = await ownerPage(browser);
  await invite(acting, { email: 'newcomer@example.test', where: owner.project, role: 'Project member' });
  await expect(trail).toContainText('newcomer@example.test');
  await acting.context().close();
  await watching.context().close();
});
