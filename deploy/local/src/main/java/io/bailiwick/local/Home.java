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

  /** The project's folder. */
  static Path project() {
    return ROOT;
  }

  /** Where the launcher keeps what a run leaves: {@code local.json} and the logs. */
  static Path state() {
    return ROOT.resolve(".bailiwick");
  }

  /**
   * Makes the caller the only one that starts a system here, until it closes what it is given; the
   * lock goes with the process, however that ends.
   *
   * @throws IllegalStateException when another one is at it
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
      // For ./bailiwick, which builds nothing while this lives.
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

  /** Whether somebody runs a system here, or just starts one. */
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

  /** Takes a lock; false when another one has it. */
  private static boolean take(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException ownProcess) {
      return false;
    }
  }

  /** The identity provider's distribution, which the build fetches where it is asked for. */
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

  /** Removes a folder and all in it. */
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
