// A client as octokit is one, against a stand-in: routes filled in, the rest sent as query or body, refusals thrown with their status.
import type { Client } from '../../src/github/client.ts';
import type { StandIn } from './stand-in.ts';

export function clientOf({ url }: StandIn): Client {
  const send = async (route: string, parameters: Record<string, unknown>) => {
    const [method = '', template = ''] = route.split(' ');
    const rest = { ...parameters };
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = encodeURIComponent(String(rest[name]));
      delete rest[name];
      return value;
    });
    const query =
      method === 'GET' ? `?${new URLSearchParams(Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]))}` : '';
    const response = await fetch(url + path + query, {
      method,
      headers: { authorization: 'token canary-token' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(rest) }),
    });
    const data: unknown = await response.json();
    if (!response.ok)
      throw Object.assign(new Error('refused'), { status: response.status, response: { headers: Object.fromEntries(response.headers) } });
    return { data };
  };
  return {
    request: send,
    viewer: async () => ((await send('POST /graphql', { query: 'x' })).data as { data: { viewer: { login: string } } }).data.viewer.login,
  };
}
