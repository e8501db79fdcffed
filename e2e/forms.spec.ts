import type { Page } from '@playwright/test';
import { ownerPage } from './owner';
import { expect, test } from './test';

/** Answers every question about unsaved text with `answer.leave`, and counts them. */
function answerQuestions(page: Page): { leave: boolean; asked: number } {
  const answer = { leave: false, asked: 0 };
  page.on('dialog', (question) => {
    expect(question.message()).toContain('Leave without saving?');
    answer.asked += 1;
    void (answer.leave ? question.accept() : question.dismiss());
  });
  return answer;
}

test('typed text is not lost by following a link, and nothing is asked where nothing was typed', async ({
  browser,
}) => {
  const page = await ownerPage(browser);
  const answer = answerQuestions(page);
  const rail = page.getByRole('navigation', { name: 'Main' });
  await page.goto('/compute/launch');
  await rail.getByRole('link', { name: 'Catalog' }).click();
  await expect(page.getByRole('heading', { name: 'Catalog', level: 1 })).toBeVisible();

  await rail.getByRole('link', { name: 'Launch' }).click();
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('half-typed');
  await rail.getByRole('link', { name: 'Catalog' }).click();
  await expect.poll(() => answer.asked).toBe(1);
  await expect(page).toHaveURL(/\/compute\/launch/);
  await expect(name).toHaveValue('half-typed');

  answer.leave = true;
  await rail.getByRole('link', { name: 'Catalog' }).click();
  await expect(page.getByRole('heading', { name: 'Catalog', level: 1 })).toBeVisible();
  expect(answer.asked).toBe(2);
  await page.context().close();
});

test('a dialog with typed text asks before Escape closes it, and says nothing once it was saved', async ({
  browser,
}) => {
  const page = await ownerPage(browser);
  const answer = answerQuestions(page);
  await page.goto('/access/structure');
  const open = () => page.getByRole('button', { name: 'New department' }).click();
  const dialog = page.getByRole('dialog', { name: 'New department' });
  await open();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(answer.asked).toBe(0);

  await open();
  await dialog.getByLabel('Name').fill('Coatings');
  await page.keyboard.press('Escape');
  await expect.poll(() => answer.asked).toBe(1);
  await expect(dialog.getByLabel('Name')).toHaveValue('Coatings');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('table', { name: 'Departments' })).toContainText('Coatings');
  await page.getByRole('link', { name: 'Home' }).first().click();
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible();
  expect(answer.asked).toBe(1);
  await page.context().close();
});
