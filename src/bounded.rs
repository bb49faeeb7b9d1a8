//! Reads what is held in memory as a whole, up to a limit.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// All bytes of a reader.
///
/// # Errors
/// It cannot be read, or has more than `most` bytes.
pub fn read(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(ErrorKind::InvalidData, format!("it has more than {most} bytes")));
    }
    Ok(bytes)
}

/// All bytes of a regular file.
///
/// # Errors
/// It cannot be read, is a pipe or a device, or has more than `most` bytes.
pub fn read_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // Opening a pipe in place of a file would block for ever.
    if !path.metadata()?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "not a regular file"));
    }
    read(File::open(path)?, most)
}

#[cfg(test)]
mod tests {
    use super::{read, read_file};
    use std::path::Path;

    #[test]
    fn no_more_than_the_limit_is_read() {
        assert_eq!(read(&b"abc"[..], 3).unwrap(), b"abc");
        assert_eq!(read(std::io::repeat(0), 3).unwrap_err().to_string(), "it has more than 3 bytes");
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_not_files() {
        assert_eq!(read_file(Path::new("/dev/zero"), 3).unwrap_err().to_string(), "not a regular file");
    }
}
