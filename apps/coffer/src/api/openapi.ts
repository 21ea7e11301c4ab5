import { z } from 'zod';
import type { Route, RouteTable } from './routes.ts';
import { idempotencyKey } from './schemas.ts';

/** The OpenAPI 3.1 description of a route table, made from the same schemas that the server checks. */

type Json = Readonly<Record<string, unknown>>;

const errorSchema: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'money'],
      properties: {
        code: { type: 'string', description: 'Stable; the message may change.' },
        message: { type: 'string' },
        money: { type: 'string', description: 'What happened to the money.' },
        next: { type: 'string', description: 'What to do.' },
        details: { type: 'object' },
      },
    },
  },
};

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'Malformed; nothing was done.',
  404: 'Unknown.',
  409: 'In conflict with something that was asked before.',
  422: 'Refused; the error says what happened to the money.',
  500: 'A defect; details are in the daemon’s log only.',
  503: 'The chain cannot be reached.',
};

function schemaOf(type: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io });
  return schema;
}

function content(schema: Json): Json {
  return { content: { 'application/json': { schema } } };
}

function operationOf(name: string, route: Route): Json {
  const refused = Object.entries(REFUSALS).map(([status, description]) => [
    status,
    { description, ...content({ $ref: '#/components/schemas/Error' }) },
  ]);
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'The same key never does it twice and gives the same result.',
    schema: schemaOf(idempotencyKey, 'input'),
  };
  return {
    operationId: name,
    summary: route.about,
    ...(route.money ? { parameters: [key] } : {}),
    ...(route.method === 'POST'
      ? { requestBody: { required: true, ...content(schemaOf(route.body, 'input')) } }
      : {}),
    responses: {
      200: { description: 'Done.', ...content(schemaOf(route.reply, 'output')) },
      ...Object.fromEntries(refused),
    },
  };
}

/** The description of an API. */
export function openApi(table: RouteTable, title: string, version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(table)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      description:
        'HTTP on a Unix socket that only its owner can use. Money is a decimal string of wei in fields named …Wei.',
    },
    paths,
    components: { schemas: { Error: errorSchema } },
  };
}
