package dev.xmcgan.gateway.protection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One request and its answer, until the client has read it. A client that leaves what it was sent
 * unread is cut off, so that nobody holds an answer, or a place in a queue, for ever.
 */
public final class Exchange {
  private static final Duration LINGER = Duration.ofSeconds(5);
  private static final String KEY = Exchange.class.getName();

  private final RoutingContext call;
  private final Channel channel;
  private final long patience;
  private final long timer;
  private final List<Runnable> afterwards = new ArrayList<>();
  private final ChannelFutureListener closed = gone -> end();
  private long writtenBefore;
  private boolean answered;
  private boolean over;

  private Exchange(RoutingContext call, Duration patience) {
    this.call = call;
    this.channel = ((ConnectionBase) call.request().connection()).channel();
    this.patience = patience.toMillis();
    this.timer = call.vertx().setPeriodic(this.patience, tick -> look());
  }

  /** Begins with a request whose headers have come. */
  static Exchange begin(RoutingContext call, Duration patience) {
    Exchange exchange = new Exchange(call, patience);
    call.put(KEY, exchange);
    HeaderTimeout.requestBegan(exchange.channel);
    call.addEndHandler(ended -> exchange.answered());
    exchange.channel.closeFuture().addListener(exchange.closed);
    return exchange;
  }

  /** The one that a call belongs to. */
  public static Exchange of(RoutingContext call) {
    return call.get(KEY);
  }

  /** To be done once, when the client has read its answer or is gone. */
  public void afterwards(Runnable task) {
    synchronized (afterwards) {
      if (!over) {
        afterwards.add(task);
        return;
      }
    }
    task.run();
  }

  private void look() {
    HttpServerResponse response = call.response();
    long written = response.bytesWritten();
    boolean stalls =
        answered || response.headWritten() && response.writeQueueFull() && written == writtenBefore;
    writtenBefore = written;
    if (stalls) {
      channel.close();
    }
  }

  private void answered() {
    answered = true;
    call.vertx().cancelTimer(timer);
    channel.eventLoop().execute(this::dropRestOfBody);
    long deadline = call.vertx().setTimer(patience, late -> look());
    // nothing, behind all that was written: done when that is
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            read -> {
              call.vertx().cancelTimer(deadline);
              end();
            });
  }

  /**
   * A client that writes first and reads then would see a broken connection instead of its answer,
   * were it closed at once; one that never stops writing is cut off. Whoever began to read the body
   * would otherwise go on to collect it.
   */
  private void dropRestOfBody() {
    HttpServerRequest request = call.request();
    if (request.isEnded() || !channel.isOpen()) {
      return;
    }
    request.handler(dropped -> {}).resume();
    long cutOff =
        call.vertx()
            .setTimer(
                LINGER.toMillis(),
                late -> {
                  if (!request.isEnded()) {
                    channel.close();
                  }
                });
    request.end().onComplete(all -> call.vertx().cancelTimer(cutOff));
  }

  private void end() {
    List<Runnable> tasks;
    synchronized (afterwards) {
      if (over) {
        return;
      }
      over = true;
      tasks = List.copyOf(afterwards);
    }
    call.vertx().cancelTimer(timer);
    channel.closeFuture().removeListener(closed);
    HeaderTimeout.requestEnded(channel);
    tasks.forEach(Runnable::run);
  }
}
