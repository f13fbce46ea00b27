package io.bailiwick.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/** The folders of the launcher. */
final class Home {
  private static final Path ROOT = Path.of(System.getProperty("bailiwick.home", "."));

  private Home() {}

  /** Returns the project's folder. */
  static Path project() {
    return ROOT;
  }

  /** Returns the folder for the files of a run: {@code local.json} and the logs. */
  static Path state() {
    return ROOT.resolve(".bailiwick");
  }

  /**
   * Makes the caller the only one that starts a system here, until it closes the result. The lock
   * ends with the process, however that ends.
   *
   * @throws IllegalStateException if another process has the lock
   */
  static FileChannel takeAlone() {
    try {
      Files.createDirectories(state());
      FileChannel lock =
          FileChannel.open(
              state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!take(lock)) {
        lock.close();
        throw new IllegalStateException(
            "it is up already, or just starting; ./bailiwick down ends it once it is up");
      }
      // This is for ./bailiwick, which builds nothing while this process lives.
      lock.truncate(0)
          .write(
              ByteBuffer.wrap(
                  Long.toString(ProcessHandle.current().pid())
                      .getBytes(StandardCharsets.US_ASCII)));
      return lock;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + state(), e);
    }
  }

  /** Returns whether a system runs or starts here. */
  static boolean isTaken() {
    Path lock = state().resolve("lock");
    if (!Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return !take(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + lock, e);
    }
  }

  /** Takes a lock; false if another process has it. */
  private static boolean take(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException ownProcess) {
      return false;
    }
  }

  /** Returns the identity provider's distribution, which the build downloads on request. */
  static Path keycloak() {
    try (Stream<Path> unpacked = Files.list(ROOT.resolve("deploy/local/target/idp"))) {
      return unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
    } catch (IOException | NoSuchElementException e) {
      throw new IllegalStateException(
          "the identity provider is not there; ./bailiwick up --with-idp fetches it", e);
    }
  }

  /** Writes a file that only its owner can read: it holds secrets. */
  static void writePrivate(Path file, byte[] content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(draft);
      Files.createFile(
          draft,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(draft, content);
      Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Deletes a folder and its contents. */
  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
