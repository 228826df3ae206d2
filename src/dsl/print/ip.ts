// SPDX-License-Identifier: GPL-2.0
import {
  DSCP,
  type EncapsulationHeader,
  type GreFields,
  type IpAddresses,
  type IpFields,
  type MplsEntry,
  type Num,
  type OuterIpHeader,
  type SymbolRef,
} from "../ast.js";
import { hex, num } from "./values.js";

type S = SymbolRef;

/** `[ect0, ttl 64] `, with a space behind; nothing if there is nothing to say. */
export function printIpFields(written: IpFields<S> & IpAddresses): string {
  const { ecn, tos, dscp, ttl, flowLabel, source, destination } = written;
  const { id, dontFragment, moreFragments, fragment } = written;
  const fields: string[] = [];
  if (ecn !== undefined) fields.push(ecn);
  if (tos !== undefined) fields.push(`tos ${hex(tos)}`);
  if (dscp !== undefined) fields.push(`dscp ${printDscp(dscp)}`);
  if (ttl !== undefined) fields.push(`ttl ${num(ttl)}`);
  if (flowLabel !== undefined) fields.push(`flowlabel ${hex(flowLabel)}`);
  if (source !== undefined) fields.push(`src ${source}`);
  if (destination !== undefined) fields.push(`dst ${destination}`);
  if (id !== undefined) fields.push(`id ${num(id)}`);
  if (dontFragment !== undefined) fields.push(dontFragment ? "df" : "nodf");
  if (fragment !== undefined) fields.push(`frag ${num(fragment.start)}:${num(fragment.end)}`);
  if (moreFragments !== undefined) fields.push(moreFragments ? "mf" : "nomf");
  return fields.length === 0 ? "" : `[${fields.join(", ")}] `;
}

function printDscp(dscp: Num<S>): string {
  return Object.keys(DSCP).find((name) => DSCP[name] === dscp) ?? hex(dscp);
}

/** `ipv4 192.0.2.1 > 192.0.2.2: `, with a space behind. */
export function printEncapsulation(header: EncapsulationHeader<S>): string {
  switch (header.type) {
    case "ipv4":
    case "ipv6":
      return `${header.type} ${printOuterFields(header)}${header.source} > ${header.destination}: `;
    case "gre": {
      const fields = printGreFields(header.fields);
      return fields === "" ? "gre: " : `gre ${fields}: `;
    }
    case "mpls":
      return `mpls${header.entries.map((entry) => ` ${printMplsEntry(entry)}`).join("")}: `;
  }
}

function printOuterFields({ source: _, destination: __, ...fields }: OuterIpHeader<S>): string {
  return printIpFields(fields);
}

export function printGreFields({ flags, protocol, checksum, offset, key, sequence }: GreFields<S>): string {
  const fields: string[] = [];
  if (flags !== undefined) fields.push(`flags ${hex(flags)}`);
  if (protocol !== undefined) fields.push(`proto ${hex(protocol)}`);
  if (checksum !== undefined) fields.push(`sum ${hex(checksum)}`);
  if (offset !== undefined) fields.push(`off ${num(offset)}`);
  if (key !== undefined) fields.push(`key = ${num(key)}`);
  if (sequence !== undefined) fields.push(`seq ${num(sequence)}`);
  return fields.join(", ");
}

export function printMplsEntry({ label, trafficClass, bottom, ttl }: MplsEntry<S>): string {
  return `(label ${num(label)}, tc ${num(trafficClass)}, ${bottom ? "[S], " : ""}ttl ${num(ttl)})`;
}
