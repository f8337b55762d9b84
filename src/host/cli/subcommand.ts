import { Command } from 'commander';
import { withConnection } from './connection.ts';

/** A command under another that asks a running Aurora for something, and prints it for people or as JSON. */
export const subcommand = (name: string, summary: string): Command => withConnection(new Command(name)).summary(summary).description(`${summary}.`).option('--json', 'print it as JSON');
