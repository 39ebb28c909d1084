import { type ReadBytes, readFileBytes } from "../file-bytes.ts";
import { listsOf, type ReadList, readListFile } from "../listed-addresses.ts";
import { type FileSource, type ReadFile, readTextFile } from "./files.ts";

/** What reads the files that a configuration names. */
export type FileReaders = Pick<FileSource, "readFile" | "readBytes" | "readList">;

/** What a host reads itself; the rest is read from the file system, but lists of addresses by `readFile`, if that is there. */
export interface GivenReaders {
  readonly readFile?: ReadFile;
  readonly readBytes?: ReadBytes;
  readonly readList?: ReadList;
}

/** The readers of one reading of a configuration, in which each file is read once in each way. */
export function fileReaders(given: GivenReaders): FileReaders {
  const readFile = once(given.readFile ?? readTextFile);
  return {
    readFile,
    readBytes: once(given.readBytes ?? readFileBytes),
    readList: once(given.readList ?? (given.readFile ? listsOf(readFile) : readLists)),
  };
}

const readLists: ReadList = (path) => readListFile(path, { pipes: true });

/** Each file once, however many endpoints name it: none of them may see another state of it, and a pipe has only one. */
function once<T>(read: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (path) => {
    const content = known.get(path) ?? read(path);
    known.set(path, content);
    return content;
  };
}
