import { checkDns, checkHostAliases } from '../../src/hardening/pod-dns';
import { Problems } from '../../src/props/problems';
import { refusal } from '../support';

function told(check: typeof checkDns, prop: string, value: unknown): string {
  return refusal(() => {
    const problems = new Problems('Pod', 'shop/web');
    check(problems, prop, value);
    problems.throwIfAny();
  });
}

const NAMED = 'Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.';
const OPTIONS = 'Give a list such as [{ name: "ndots", value: "2" }]; values are strings.';

test.each<[string, unknown, string]>([
  [
    'name servers by name',
    { nameservers: ['dns'] },
    'dns.nameservers: ["dns"]. Give IPv4 or IPv6 addresses: a name would need a name server to be found.',
  ],
  [
    'search domains that older servers refuse',
    { searches: ['_a.b'] },
    'dns.searches: ["_a.b"]. A domain has lower-case letters, digits, dashes and dots.',
  ],
  ['an empty search domain', { searches: [''] }, 'dns.searches: [""]. A domain has lower-case letters, digits, dashes and dots.'],
  ['a host name with dots', { hostname: 'a.b' }, `dns.hostname: "a.b". ${NAMED}`],
  ['a subdomain with dots', { subdomain: 'a.b' }, `dns.subdomain: "a.b". ${NAMED}`],
  ['a switch that is none', { hostnameAsFQDN: 'yes' }, 'dns.hostnameAsFQDN: "yes". Give true or false.'],
  ['options that are no list', { options: 'ndots' }, `dns.options: "ndots". ${OPTIONS}`],
  ['an option without a name', { options: [null] }, `dns.options: [null]. ${OPTIONS}`],
  [
    'an option whose value is a number',
    { options: [{ name: 'ndots', value: 2 }] },
    `dns.options: [{"name":"ndots","value":2}]. ${OPTIONS}`,
  ],
])('%s are refused, as the API server would', (_, dns, message) => {
  expect(told(checkDns, 'dns', dns)).toBe(`Pod at shop/web: 1 problem\n  ${message}`);
});

test.each<[string, unknown[], string]>([
  [
    'one address twice',
    [
      { ip: '192.0.2.1', hostnames: ['a'] },
      { ip: '192.0.2.1', hostnames: ['b'] },
    ],
    'hostAliases[1].ip: "192.0.2.1". This address is there already, and the API server takes each once. Put all its names together.',
  ],
  [
    'a name that is none',
    [{ ip: '192.0.2.1', hostnames: ['under_score'] }],
    'hostAliases[0].hostnames: ["under_score"]. A name has lower-case letters, digits, dashes and dots.',
  ],
])('aliases with %s are refused, as server-side apply would', (_, aliases, message) => {
  expect(told(checkHostAliases, 'hostAliases', aliases)).toBe(`Pod at shop/web: 1 problem\n  ${message}`);
});

test('what servers since 1.27 take is taken', () => {
  const problems = new Problems('Pod', 'shop/web');
  checkDns(problems, 'dns', {
    hostname: 'web',
    subdomain: 'shop',
    hostnameAsFQDN: true,
    nameservers: ['192.0.2.1', '2001:db8::1'],
    searches: ['shop.svc', 'example.com.'],
    options: [{ name: 'edns0' }, { name: 'ndots', value: '2' }],
  });
  checkHostAliases(problems, 'hostAliases', [
    { ip: '192.0.2.1', hostnames: ['a', 'b.example.com'] },
    { ip: '::1', hostnames: ['local'] },
  ]);
  expect(problems.count).toBe(0);
});
