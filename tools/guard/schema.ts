/** The data model as the guard sees it: which table belongs to which domain, told by the file that declares it. */
import path from 'node:path';
import { ownerFolder } from './areas';
import type { Project } from './graph';
import { perFile, type Plant } from './rule';

/** One model of the schema. */
export interface Model {
  readonly name: string;
  readonly table: string;
  /** Folder, with a slash at the end, whose files alone may write it. */
  readonly owner: string;
  /** Relation field → name of the model it leads to. */
  readonly relations: ReadonlyMap<string, string>;
}

/** All models, by the name the client gives them, and the owners of what SQL can name. */
export interface Schema {
  readonly byAccessor: ReadonlyMap<string, Model>;
  readonly byName: ReadonlyMap<string, Model>;
  /** Table → folder of its owner; also tables that only the migrations know. */
  readonly tables: ReadonlyMap<string, string>;
  /** SQL function → folder of its owner, told by the prefix of its name. */
  readonly functions: ReadonlyMap<string, string>;
}

interface Declared {
  readonly name: string;
  readonly table: string;
  readonly fields: readonly (readonly [field: string, type: string])[];
}

const modelsOf = perFile((file): Declared[] =>
  [...file.text.matchAll(/^model\s+(\w+)\s*\{([^}]*)\}/gms)].map(([, name = '', body = '']) => ({
    name,
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name,
    fields: [...body.matchAll(/^\s+(\w+)\s+(\w+)/gm)].map(([, field = '', type = '']) => [field, type] as const),
  })),
);

const madeInSql = perFile((file) => ({
  tables: [...file.text.matchAll(/^\s*CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?/gim)].map(([, name = '']) => name),
  functions: [...file.text.matchAll(/^\s*CREATE (?:OR REPLACE )?FUNCTION "?(\w+)"?/gim)].map(([, name = '']) => name),
}));

/** Reads the schema out of `prisma/models/<domain>.prisma` and, for what Prisma cannot say, the migrations. */
export function schemaOf(project: Project): Schema {
  const declared = [...project.files.values()]
    .filter((file) => /^prisma\/models\/[\w-]+\.prisma$/.test(file.path))
    .flatMap((file) =>
      modelsOf(file).map((model) => ({ ...model, domain: path.posix.basename(file.path, '.prisma') })),
    );
  const names = new Set(declared.map((model) => model.name));
  const models = declared.map((model): Model => ({
    name: model.name,
    table: model.table,
    owner: ownerFolder(model.domain),
    relations: new Map(model.fields.filter(([, type]) => names.has(type))),
  }));
  const domains = [...new Set(declared.map((model) => model.domain))];
  const owners = (made: readonly string[]) =>
    made.flatMap((name) => {
      const domain = domains.find((known) => name.startsWith(`${known.replaceAll('-', '_')}_`));
      return domain === undefined ? [] : [[name.toLowerCase(), ownerFolder(domain)] as const];
    });
  const migrations = [...project.files.values()].filter((file) => file.path.endsWith('.sql')).map(madeInSql);
  return {
    byAccessor: new Map(models.map((model) => [model.name.charAt(0).toLowerCase() + model.name.slice(1), model])),
    byName: new Map(models.map((model) => [model.name, model])),
    tables: new Map([
      ...owners(migrations.flatMap((made) => made.tables)),
      ...models.map((model) => [model.table.toLowerCase(), model.owner] as const),
    ]),
    functions: new Map(owners(migrations.flatMap((made) => made.functions))),
  };
}

/** A schema of two domains for planted files. */
export const PLANTED_SCHEMA: Plant['files'] = {
  'prisma/models/planted-one.prisma': [
    'model PlantedParent {',
    '  id String @id',
    '  children PlantedChild[]',
    '  @@map("planted_one_parent")',
    '}',
    '',
  ].join('\n'),
  'prisma/migrations/1_planted/migration.sql': 'CREATE FUNCTION planted_two_write() RETURNS void AS $$ $$;\n',
  'prisma/models/planted-two.prisma': [
    'model PlantedChild {',
    '  id String @id',
    '  parent PlantedParent @relation(fields: [id], references: [id])',
    '  @@map("planted_two_child")',
    '}',
    '',
  ].join('\n'),
};
