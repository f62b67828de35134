/** What only those who lead load: a phone in the hall waits for none of it. */

export { BoardSettings } from '../boards/board_settings.js';
export { HiddenNotes } from '../boards/hidden_notes.js';
export { GroupDesk } from '../breakouts/group_desk.js';
export { AddBlock } from './add_block.js';
export { Adopting } from './adopting.js';
export { Console, enableConsoleToggle } from './console.js';
export { PollsConsole } from './polls_console.js';
