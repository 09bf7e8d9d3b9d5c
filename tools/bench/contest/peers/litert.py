"""LiteRT: its package runs .tflite files but makes none; the converters from ONNX need TensorFlow or PyTorch."""

from contest.peer import Peer

PEER = Peer(
    packages=(),
    variants=(),
    unable=("LiteRT: ai-edge-litert reads no ONNX, and what would convert it needs TensorFlow or PyTorch",),
)
