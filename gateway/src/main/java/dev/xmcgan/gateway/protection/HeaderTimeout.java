package dev.xmcgan.gateway.protection;

import dev.xmcgan.gateway.config.GatewayConfig;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose request headers take too long, however busily they trickle; Vert.x
 * knows of silence only. Netty lets an extension see each connection before its first byte.
 */
@Singleton
public final class HeaderTimeout implements HttpServerOptionsCustomizer {
  /** Netty makes the extension; it cannot be handed anything. */
  private static volatile Duration configured;

  private final Duration timeout;

  HeaderTimeout(GatewayConfig config) {
    this.timeout = config.http().headerTimeout();
  }

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    enable();
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    enable();
  }

  private void enable() {
    configured = timeout;
    System.setProperty(ChannelInitializerExtension.EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
  }

  /** A request's headers are complete. */
  static void requestBegan(Channel channel) {
    Watch watch = channel.pipeline().get(Watch.class);
    if (watch != null) {
      watch.began();
    }
  }

  /** Its answer is read; what comes now are the headers of another one. */
  static void requestEnded(Channel channel) {
    channel
        .eventLoop()
        .execute(
            () -> {
              Watch watch = channel.pipeline().get(Watch.class);
              if (watch != null) {
                watch.ended();
              }
            });
  }

  /** Named in {@code META-INF/services}. */
  public static final class Extension extends ChannelInitializerExtension {
    @Override
    public void postInitializeServerChildChannel(Channel channel) {
      if (configured != null) {
        channel.pipeline().addFirst(new Watch(configured));
      }
    }
  }

  /** One connection's; only its event loop calls. */
  private static final class Watch extends ChannelInboundHandlerAdapter {
    private final Duration timeout;
    private ScheduledFuture<?> deadline;
    private int requests;

    Watch(Duration timeout) {
      this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      expectHeaders(context);
      context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
      if (requests == 0 && deadline == null) {
        expectHeaders(context);
      }
      context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      cancel();
      context.fireChannelInactive();
    }

    private void expectHeaders(ChannelHandlerContext context) {
      deadline =
          context
              .executor()
              .schedule(() -> context.channel().close(), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void began() {
      requests++;
      cancel();
    }

    private void ended() {
      requests--;
    }

    private void cancel() {
      if (deadline != null) {
        deadline.cancel(false);
        deadline = null;
      }
    }
  }
}
