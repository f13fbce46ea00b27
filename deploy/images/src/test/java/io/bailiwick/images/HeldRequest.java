package io.bailiwick.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/** A POST whose body is half sent: the service has to wait for the rest. */
final class HeldRequest implements AutoCloseable {
  private final Socket socket;
  private final byte[] body;

  private HeldRequest(Socket socket, byte[] body) {
    this.socket = socket;
    this.body = body;
  }

  static HeldRequest begin(int port, String path, String token, String mediaType, String body)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    byte[] bytes = body.getBytes(UTF_8);
    String head =
        """
        POST %s HTTP/1.1\r
        Host: 127.0.0.1:%d\r
        Authorization: Bearer %s\r
        Content-Type: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(path, port, token, mediaType, bytes.length);
    OutputStream out = socket.getOutputStream();
    out.write(head.getBytes(UTF_8));
    out.write(bytes, 0, bytes.length / 2);
    out.flush();
    return new HeldRequest(socket, bytes);
  }

  /** Sends the rest and returns the status of the answer; 0 if there is none. */
  int end() throws IOException {
    socket.getOutputStream().write(Arrays.copyOfRange(body, body.length / 2, body.length));
    socket.getOutputStream().flush();
    String status =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    return status == null ? 0 : Integer.parseInt(status.split(" ", 3)[1]);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
