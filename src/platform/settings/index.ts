export { readSettings, SettingsError, type Settings } from './read.ts';
export { parseDuration, type Setting } from './setting.ts';
export { moduleNames, settingTable, type ModuleName } from './table.ts';
