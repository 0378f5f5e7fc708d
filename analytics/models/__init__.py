from analytics.models.judgement import Evaluation, Report, VisionMetrics
from analytics.models.review import AnswerRating, Decision, Review
from analytics.models.run import AnalysisRun, EngineResult
from analytics.models.speech import DeliveryMetrics, Transcript

__all__ = [
    "AnalysisRun",
    "AnswerRating",
    "Decision",
    "DeliveryMetrics",
    "EngineResult",
    "Evaluation",
    "Report",
    "Review",
    "Transcript",
    "VisionMetrics",
]
