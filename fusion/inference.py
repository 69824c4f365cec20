"""Networks that only answer: run by ONNX Runtime, on one thread, without torch."""

from __future__ import annotations

from fusion.arrays import Float32Array


class Runner:
    """A network ready to answer.

    The same input gives the same answer, bit by bit, in a batch of the same size.

    Parameters
    ----------
    model
        As :meth:`fusion.onnx_graph.Graph.model` gives it.

    Raises
    ------
    ValueError
        If the graph and its weights do not fit each other.
    """

    def __init__(self, model: bytes) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # One thread: the streams run side by side already, and more would wait for each other by spinning.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # of a class of its own for each kind of trouble, none of them public
            raise ValueError("these weights are not of such a network") from error
        self._outputs = [output.name for output in self._session.get_outputs()]

    def __call__(self, x: Float32Array) -> dict[str, Float32Array]:
        """What the network says of a batch, by output."""
        return dict(zip(self._outputs, self._session.run(None, {"x": x}), strict=True))
