"""MediaPipe's published face models run by LiteRT, where there is no mediapipe (Python 3.13 and later).

``models`` knows the files, ``fetching`` gets them, ``regions`` cuts turned squares out of a picture,
``detector`` reads where faces are, ``mesh`` their landmarks. The models are Google's (Apache-2.0); what is
done between them follows the graphs in mediapipe 0.10.21, to which the tests hold it.
"""
