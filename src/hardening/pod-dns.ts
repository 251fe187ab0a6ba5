import { isIP } from 'net';
import * as kplus from 'cdk8s-plus-27';
import { isDnsSubdomain, LONGEST_LABEL } from '../facts/kubernetes/names';
import { checkBoolean, checkLabelName, checkOneOf, checkTexts } from '../props/check';
import { Problems } from '../props/problems';
import { isObject, Unchecked } from '../util/unchecked';

/** What cdk8s-plus refuses at synthesis, without a path, and the API server after it. */
export function checkDns(problems: Problems, prop: string, dns: unknown): void {
  if (dns === undefined) return;
  if (!isObject(dns)) {
    problems.add(prop, dns, 'Give kplus.PodDnsProps, such as { hostname: "web" }.');
    return;
  }
  const { policy, nameservers, searches, hostname, subdomain, hostnameAsFQDN, options } = dns as Unchecked<kplus.PodDnsProps>;
  if (policy !== undefined) checkOneOf(problems, `${prop}.policy`, policy, Object.values(kplus.DnsPolicy));
  const servers = checkTexts(problems, `${prop}.nameservers`, nameservers) ?? [];
  if (servers.length > 3) problems.add(`${prop}.nameservers`, nameservers, 'A Pod has at most 3 name servers. Leave some out.');
  else if (servers.some((server) => isIP(server) === 0)) {
    problems.add(`${prop}.nameservers`, nameservers, 'Give IPv4 or IPv6 addresses: a name would need a name server to be found.');
  }
  if (policy === kplus.DnsPolicy.NONE && servers.length === 0) {
    problems.add(`${prop}.nameservers`, nameservers, 'The policy None needs at least one.');
  }
  const domains = checkTexts(problems, `${prop}.searches`, searches) ?? [];
  if (domains.length > 6) problems.add(`${prop}.searches`, searches, 'cdk8s-plus takes at most 6 search domains. Leave some out.');
  else if (!domains.every((domain) => isSearchDomain(domain))) {
    problems.add(`${prop}.searches`, searches, 'A domain has lower-case letters, digits, dashes and dots.');
  }
  for (const [name, value] of Object.entries({ hostname, subdomain })) {
    if (value !== undefined) checkLabelName(problems, `${prop}.${name}`, value, LONGEST_LABEL, '');
  }
  checkBoolean(problems, `${prop}.hostnameAsFQDN`, hostnameAsFQDN);
  checkDnsOptions(problems, `${prop}.options`, options);
}

/** With a trailing dot or without; underscores and the root alone are taken from 1.33 on only. */
const isSearchDomain = (domain: string): boolean => isDnsSubdomain(domain.replace(/\.$/, ''));

function checkDnsOptions(problems: Problems, prop: string, options: unknown): void {
  if (options === undefined) return;
  const isOption = ({ name, value }: Unchecked<kplus.DnsOption>) =>
    typeof name === 'string' && name !== '' && (value === undefined || typeof value === 'string');
  const valid = Array.isArray(options) && options.every((option: Unchecked<kplus.DnsOption> | null) => isOption(option ?? {}));
  if (!valid) problems.add(prop, options, 'Give a list such as [{ name: "ndots", value: "2" }]; values are strings.');
}

/** Lines for /etc/hosts that the API server takes. */
export function checkHostAliases(problems: Problems, prop: string, aliases: unknown): void {
  if (aliases === undefined) return;
  if (!Array.isArray(aliases)) {
    problems.add(prop, aliases, 'Give a list such as [{ ip: "192.0.2.1", hostnames: ["db"] }].');
    return;
  }
  aliases.forEach((alias: Unchecked<kplus.HostAlias> | null, index) => {
    const ip = alias?.ip;
    if (typeof ip !== 'string' || isIP(ip) === 0) problems.add(`${prop}[${index}].ip`, ip, 'Give an IPv4 or IPv6 address.');
    else if (aliases.findIndex((other: Unchecked<kplus.HostAlias> | null) => other?.ip === ip) < index) {
      problems.add(
        `${prop}[${index}].ip`,
        ip,
        'This address is there already, and the API server takes each once. Put all its names together.',
      );
    }
    const names = alias?.hostnames === undefined ? [] : checkTexts(problems, `${prop}[${index}].hostnames`, alias.hostnames);
    if (names?.length === 0) problems.add(`${prop}[${index}].hostnames`, alias?.hostnames, 'Give at least one name for the address.');
    else if (names?.every(isDnsSubdomain) === false) {
      problems.add(`${prop}[${index}].hostnames`, names, 'A name has lower-case letters, digits, dashes and dots.');
    }
  });
}
