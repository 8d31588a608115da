import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** 1980-01-01, the earliest day the format knows: the same files give the same bytes whenever they are packed. */
const NO_DATE = 0x00_21_00_00;
/** A regular file that its owner may write and all may read, in the upper half as Unix stores it. */
const PERMISSIONS = 0o100644 * 0x1_00_00;

/** The files of a folder as one zip archive, in the order of their names. */
export function zipFolder(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const path of names) {
    const content = readFileSync(join(folder, path));
    const packed = deflateRawSync(content);
    const name = Buffer.from(path);
    // Version 2.0, UTF-8 names, deflated: the part that the file's own header and the directory's entry share.
    const shared = numbers([2, 20], [2, 0x0800], [2, 8], [4, NO_DATE], [4, crc32(content)]);
    const sizes = numbers([4, packed.length], [4, content.length], [2, name.length], [2, 0]);
    files.push(numbers([4, 0x04034b50]), shared, sizes, name, packed);
    const place = numbers([2, 0], [2, 0], [2, 0], [4, PERMISSIONS], [4, offset]);
    // Made by Unix (3), so that the permissions are read.
    directory.push(numbers([4, 0x02014b50], [2, 0x0314]), shared, sizes, place, name);
    offset += 4 + shared.length + sizes.length + name.length + packed.length;
  }
  const entries = Buffer.concat(directory);
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, names.length], [2, names.length]);
  return Buffer.concat([...files, entries, end, numbers([4, entries.length], [4, offset], [2, 0])]);
}

/** Little-endian numbers of 2 or 4 bytes, one after the other. */
function numbers(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
