"""UNets as people write them in Keras: channels last."""

from __future__ import annotations

from typing import Any

WIDTHS = (32, 64, 128, 256)


def seed(height: int, width: int, classes: int) -> Any:
    """The seed's UNet: raw skips, LeakyReLU 0.3, transposed convolutions 3x3 with 'same' padding."""
    import keras
    from keras import layers

    def act(x: Any) -> Any:
        return layers.LeakyReLU(negative_slope=0.3)(layers.BatchNormalization()(x))

    def conv(x: Any, channels: int) -> Any:
        return layers.Conv2D(channels, 3, padding="same")(x)

    frame = keras.Input((height, width, 3), name="frame")
    x, skips = frame, []
    for channels in WIDTHS[:-1]:
        raw = conv(act(conv(x, channels)), channels)
        skips.append(raw)
        x = layers.MaxPooling2D()(act(raw))
    x = act(conv(act(conv(x, WIDTHS[-1])), WIDTHS[-1]))
    for channels, skip in reversed(list(zip(WIDTHS[:-1], skips))):
        x = layers.Conv2DTranspose(channels, 3, strides=2, padding="same")(x)
        x = layers.Concatenate()([x, skip])
        x = act(conv(act(conv(x, channels)), channels))
    return keras.Model(frame, layers.Conv2D(classes, 1, activation="softmax")(x), name="seed")


def mobilenet(height: int, width: int, classes: int) -> Any:
    """The UNet of TensorFlow's segmentation tutorial: a MobileNetV2 encoder, enlarged with skips."""
    import keras
    from keras import layers

    encoder = keras.applications.MobileNetV2(input_shape=(height, width, 3), include_top=False, weights=None)
    names = ("block_1_expand_relu", "block_3_expand_relu", "block_6_expand_relu", "block_13_expand_relu", "block_16_project")
    *skips, x = [encoder.get_layer(name).output for name in names]
    for channels, skip in zip((256, 128, 64, 32), reversed(skips)):
        x = layers.UpSampling2D(interpolation="bilinear")(x)
        x = layers.SeparableConv2D(channels, 3, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, skip])
    logits = layers.Conv2DTranspose(classes, 3, strides=2, padding="same")(x)
    return keras.Model(encoder.input, logits, name="mobilenet")
