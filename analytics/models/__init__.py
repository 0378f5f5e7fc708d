from analytics.models.review import AnswerRating, Decision, Review
from analytics.models.run import AnalysisRun
from analytics.models.speech import DeliveryMetrics, Transcript

__all__ = ["AnalysisRun", "AnswerRating", "Decision", "DeliveryMetrics", "Review", "Transcript"]
